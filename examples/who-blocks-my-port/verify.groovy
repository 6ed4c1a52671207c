// For the build of Listening Ports: this process blocks the port.
def command = commands().first().collect { it == '8080' ? "${socket.localPort}" : it }
def run = execute(command)
assert run.exit == 1 : run.output
assert run.output =~ "tcp 127.0.0.1:${socket.localPort} is held by .*\\b${ProcessHandle.current().pid()}\\b" : run.output
