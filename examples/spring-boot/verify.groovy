// For the build of Listening Ports: the port is held by this JVM.
def run = execute(['java', '-jar', 'target/spring-boot-1.jar', '--server.address=127.0.0.1', "--server.port=$socket.localPort"])
assert run.exit == 1: run.output
assert run.output =~ /tcp 127\.0\.0\.1:${socket.localPort} is held by .*\b${ProcessHandle.current().pid()}\b/: run.output
