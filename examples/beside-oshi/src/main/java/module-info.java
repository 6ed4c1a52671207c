module example {
    requires io.github.listeningports;
    requires com.github.oshi;
}
