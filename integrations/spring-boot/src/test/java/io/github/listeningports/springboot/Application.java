package io.github.listeningports.springboot;

import java.net.ServerSocket;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A program as users write it. With {@code socket.port} it opens a server of its own, too. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Application {

    /** What a library for servers throws: the JDK's exception does not name the port. */
    @Bean(destroyMethod = "close")
    @ConditionalOnProperty("socket.port")
    ServerSocket socket(@Value("${socket.port}") int port) {
        try {
            return new ServerSocket(port);
        } catch (Exception e) {
            throw new IllegalStateException("Failed to bind to /[0:0:0:0:0:0:0:0]:" + port, e);
        }
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }
}
