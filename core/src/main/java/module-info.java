/** Lists listening TCP and UDP ports: the API, the provider SPI, and the choice of provider. */
module io.github.listeningports {
    requires org.slf4j;
    requires static org.jspecify;

    // only looked for: without one, nothing is logged
    uses org.slf4j.spi.SLF4JServiceProvider;

    exports io.github.listeningports;
    exports io.github.listeningports.spi;

    uses io.github.listeningports.spi.ListeningPortProvider;
}
