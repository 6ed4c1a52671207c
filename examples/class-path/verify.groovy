// For the build of Listening Ports: what a user gets is these jars and no others, and a message where the providers are missing.
check()
def jars = new File(basedir, 'target/lib').listFiles().toList()
def names = jars.collect { it.name.replaceFirst(/-\d.*/, '') }.sort()
assert names == ['jna', 'listening-ports', 'listening-ports-core', 'listening-ports-linux', 'listening-ports-macos', 'listening-ports-windows', 'slf4j-api']

def without = jars.findAll { it.name =~ /^(listening-ports-core|slf4j-api)-/ }.join(File.pathSeparator)
def run = execute(['java', '-cp', "target/classes${File.pathSeparator}$without", 'example.Main'])
assert run.exit == 1 && run.output.contains('add the dependency io.github.listeningports:listening-ports') : run.output
