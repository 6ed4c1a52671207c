/**
 * The container behind a port: which one docker-proxy and the like forward to, by their arguments and the network namespaces; and on request names and images, from the list that the
 * daemons of Docker and Podman give through a unix-domain socket.
 *
 * <p>It uses {@code linux.processes}, {@code linux.kernel} and the API's types only.
 *
 * <p>No API: the module exports nothing.
 */
@NullMarked
package io.github.listeningports.linux.containers;

import org.jspecify.annotations.NullMarked;
