package io.github.listeningports.springboot;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Adds {@link ListeningPortsEndpoint} to an application that has Actuator and exposes it. */
@AutoConfiguration
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
public final class ListeningPortsAutoConfiguration {

    /** Called by Spring Boot. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = ListeningPortsEndpoint.class)
    ListeningPortsEndpoint listeningPortsEndpoint() {
        return new ListeningPortsEndpoint();
    }
}
