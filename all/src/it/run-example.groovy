// Runs the jar of an example as its user does, and looks for a port that is open here.
def jars = new File(basedir, 'target').listFiles().findAll { it.name.endsWith('.jar') }
def fat = jars.max { it.length() }
def name = basedir.name

new java.util.jar.JarFile(fat).withCloseable { jar ->
    // The examples stay examples: with merged services they would show nothing.
    def services = jar.getEntry('META-INF/services/io.github.listeningports.spi.ListeningPortProvider')
    def listed = services == null ? 0 : jar.getInputStream(services).readLines().count { it.startsWith('io.github.') }
    assert name == 'fat-jar-spring-boot' || listed < 3
    assert name != 'fat-jar-shade-relocated' || jar.getEntry('io/github/listeningports/ListeningPorts.class') == null
}

new ServerSocket(0, 1, InetAddress.loopbackAddress).withCloseable { socket ->
    def launcher = System.getProperty('java.home') + '/bin/java'
    def command = new ProcessBuilder(launcher, '-jar', fat.path).directory(basedir).redirectErrorStream(true)
    def output = new File(basedir, 'run.log')
    def process = command.redirectOutput(output).start()
    process.outputStream.close()
    def ended = process.waitFor(600, java.util.concurrent.TimeUnit.SECONDS)
    process.destroyForcibly()
    assert ended && process.exitValue() == 0: output.text
    assert output.readLines().any { it.startsWith('tcp ') && it =~ ":${socket.localPort}\\b" }: output.text
    // slf4j complains when it is asked for a logger and has no binding.
    assert !output.text.contains('SLF4J')
}
return true
