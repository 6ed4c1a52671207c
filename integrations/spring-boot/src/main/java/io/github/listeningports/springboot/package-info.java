/**
 * Spring Boot: a failure analyzer says who holds the port that an application cannot bind, and
 * {@link io.github.listeningports.springboot.ListeningPortsEndpoint} lists the machine's listening ports in Actuator. Both are there as soon as this jar is on the class path; nothing is to be configured.
 */
@NullMarked
package io.github.listeningports.springboot;

import org.jspecify.annotations.NullMarked;
