// For the build of Listening Ports: the open port is a series with one owner, this JVM.
start(commands().first().dropRight(1) + '0') { process, output ->
    await { output.text =~ /http:\S+\/metrics/ }
    def page = new URL((output.text =~ /http:\S+\/metrics/)[0])
    def text = page.text
    assert text.readLines().any { it =~ /^listening_ports_owners\{.*address="127\.0\.0\.1".*port="${socket.localPort}".*\} 1\.0$/ }: text
    process.destroy()
}
