// For the build of Listening Ports: on the class path and on the module path, and JNA serves both.
check()
commands().each {
    def run = execute(it)
    assert run.exit == 0 && run.output.contains(":${socket.localPort} ") && !run.output.contains('DETAIL_MISSING') : run.output
}
