// For the build of Listening Ports, which starts Felix as README says; a copy does without.
new ServerSocket(0, 1, InetAddress.loopbackAddress).withCloseable { socket ->
    def launcher = System.getProperty('java.home') + '/bin/java'
    def output = new File(basedir, 'run.log')
    def process = new ProcessBuilder(launcher, '-Dfelix.config.properties=file:conf/config.properties', '-jar', 'target/felix/org.apache.felix.main.jar')
            .directory(basedir).redirectOutput(output).redirectError(new File(basedir, 'error.log')).start()
    process.outputStream.close()
    def ended = process.waitFor(600, java.util.concurrent.TimeUnit.SECONDS)
    process.destroyForcibly()
    assert ended && process.exitValue() == 0: output.text
    assert output.readLines().any { it.startsWith('tcp ') && it =~ ":${socket.localPort}\\b" }: output.text
    // Felix says there too if a bundle does not resolve.
    assert output.readLines().every { it.startsWith('tcp ') || it.startsWith('udp ') }: output.text
}
return true
