// What a user gets is these jars and no others.
def jars = new File(basedir, 'target/lib').list().collect { it.replaceFirst(/-\d.*/, '') }.sort()
assert jars == ['jna', 'listening-ports', 'listening-ports-core', 'listening-ports-linux', 'listening-ports-macos', 'listening-ports-windows', 'slf4j-api']

def lines = new File(basedir, 'build.log').readLines()
assert lines.count { it.contains('Found myself: tcp ') } == 1
// slf4j complains when it is asked for a logger and has no binding.
assert lines.count { it.contains('SLF4J') } == 0
