// For the build of Listening Ports: all ports were allowed; now all but one that is open.
def socket = new ServerSocket(0)
def port = socket.localPort
def look = execute(['java', '-jar', 'target/listening-ports-app.jar', '--json', "$port"])
def document = new groovy.json.JsonSlurper().parseText(look.output[look.output.indexOf('{')..look.output.lastIndexOf('}')])
// A firewall of this machine may block it.
def exposed = document.ports.any { it.firewall.internetExposure != 'no' }
def build = maven(['verify', "-Dallowed-ports=1-${port - 1},${port + 1}-65535"])
socket.close()
assert (build.exit != 0) == exposed : build.output
assert !exposed || build.output =~ /--fail: tcp \S+:$port .*is open to the Internet: / : build.output
