// For the build of Listening Ports.
commands().each {
    def run = execute(it)
    assert run.exit == 0 : run.output
    def document = run.output.readLines().find { line -> line.startsWith('{') }
    def ports = new groovy.json.JsonSlurper().parseText(document).ports
    def port = ports.find { each -> each.port == socket.localPort }
    assert port.owners*.pid.any { pid -> pid == ProcessHandle.current().pid() } : run.output
}
