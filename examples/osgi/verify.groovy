// For the build of Listening Ports: all bundles resolve.
check()
def run = execute(commands().first())
assert !(run.output =~ /ERROR|Unable to resolve/) : run.output
