module example {
    requires io.github.listeningports.all;
}
