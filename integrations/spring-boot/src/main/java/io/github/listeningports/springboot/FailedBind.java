package io.github.listeningports.springboot;

import io.github.listeningports.BindRequest;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * A bind that failed, found among the causes of a failure.
 *
 * @param cause the exception that says so
 * @param portIsCertain whether it names the port. Otherwise the requests are of the ports that a message of the causes names ({@code Failed to bind to 0.0.0.0:9090}), and of those that are configured
 * @param requests what may have been tried, the likeliest first
 */
record FailedBind(Throwable cause, boolean portIsCertain, List<BindRequest> requests) {

    /** Spring Boot 4 has it in a module that a program without a web server lacks. */
    private static final boolean WEB_SERVERS = ClassUtils.isPresent(
            "org.springframework.boot.web.server.PortInUseException", FailedBind.class.getClassLoader());

    /** A cause can be its own. */
    private static final int MAX_CAUSES = 100;

    private static final int MAX_PORT = 65535;

    /** The last number behind a colon; in an IPv6 address there are some before it. */
    private static final Pattern PORT = Pattern.compile(".*:(\\d{1,5})(?!\\d).*", Pattern.DOTALL);

    private static final List<String> SERVERS = List.of("server", "management.server");

    static Optional<FailedBind> in(Throwable failure, Environment environment) {
        List<Throwable> causes = Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .toList();
        Optional<FailedBind> inUse = WEB_SERVERS ? PortInUse.in(causes, environment) : Optional.empty();
        return inUse.or(() -> causes.stream()
                .filter(BindException.class::isInstance)
                .findFirst()
                .map(bind -> new FailedBind(bind, false, likely(causes, environment))));
    }

    /** Apart, because it is loaded only where Spring Boot's exception is. */
    private static final class PortInUse {

        static Optional<FailedBind> in(List<Throwable> causes, Environment environment) {
            return causes.stream()
                    .filter(PortInUseException.class::isInstance)
                    .map(PortInUseException.class::cast)
                    .filter(inUse -> inUse.getPort() > 0)
                    .findFirst()
                    .map(inUse -> new FailedBind(inUse, true, List.of(request(inUse.getPort(), environment))));
        }
    }

    private static List<BindRequest> likely(List<Throwable> causes, Environment environment) {
        Stream<String> named = causes.stream()
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(message -> message.toLowerCase(Locale.ROOT).matches("(?s).*(bind|in use).*"))
                .map(PORT::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1));
        Stream<String> configured =
                SERVERS.stream().flatMap(server -> Stream.ofNullable(environment.getProperty(server + ".port")));
        return Stream.concat(named, configured)
                .filter(text -> text.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .filter(port -> port > 0 && port <= MAX_PORT)
                .distinct()
                .map(port -> request(port, environment))
                .toList();
    }

    private static BindRequest request(int port, Environment environment) {
        BindRequest onAnyAddress = BindRequest.tcp(port);
        return SERVERS.stream()
                .filter(server -> Integer.toString(port).equals(environment.getProperty(server + ".port")))
                .flatMap(server -> Stream.ofNullable(environment.getProperty(server + ".address")))
                .flatMap(address -> address(address).stream())
                .findFirst()
                .map(onAnyAddress::withAddress)
                .orElse(onAnyAddress);
    }

    /** Empty for any address, which a Java socket that is bound to 0.0.0.0 has, too. */
    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.getByName(text)).filter(address -> !address.isAnyLocalAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
