// For the build of Listening Ports: the open port is a series with one owner, this JVM.
def run = execute(commands().last())
assert run.exit == 0: run.output
assert run.output.readLines().any { it =~ /^listening_ports_owners\{.*address="127\.0\.0\.1".*port="${socket.localPort}".*\} 1\.0$/ }: run.output
