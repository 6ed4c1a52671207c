module consumer {
    requires io.github.listeningports.all;
}
