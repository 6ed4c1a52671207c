// For the build of Listening Ports: a port opens and closes while the example runs.
def socket = new ServerSocket(0, 1, InetAddress.loopbackAddress)
start(commands().first()) { process, output ->
    await { output.text.contains("OPENED tcp 127.0.0.1:${socket.localPort} ") }
    socket.close()
    await { output.text.contains("CLOSED tcp 127.0.0.1:${socket.localPort} ") }
    process.outputStream.close()
}
