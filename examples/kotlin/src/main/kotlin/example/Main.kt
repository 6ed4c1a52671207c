package example

import io.github.listeningports.ListeningPort
import io.github.listeningports.ListeningPorts
import io.github.listeningports.Protocol
import kotlin.jvm.optionals.getOrNull

fun main() {
    for (port in ListeningPorts.snapshot()) {
        println(line(port))
    }
}

/** The components of a record are properties; an Optional becomes a nullable by getOrNull. */
private fun line(port: ListeningPort): String {
    val owner = port.process().getOrNull()
    val user = owner?.user?.getOrNull()?.name?.getOrNull() ?: "?"
    val what = if (port.protocol == Protocol.TCP) "tcp" else "udp"
    return "$what ${port.addressText()}:${port.port} ${owner?.displayName() ?: "?"} (${owner?.pid}) of $user"
}
