// For the build of Listening Ports: with merged services the example would show nothing.
check()
assert services('target/fat-jar-shade-relocated-1.jar') < 3
assert new java.util.jar.JarFile(new File(basedir, 'target/fat-jar-shade-relocated-1.jar')).withCloseable { it.getEntry('io/github/listeningports/ListeningPorts.class') } == null
