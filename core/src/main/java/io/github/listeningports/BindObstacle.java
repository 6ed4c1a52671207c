package io.github.listeningports;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that refuses a bind: a socket that holds the port, an address that is none of this machine, a right that is missing.
 *
 * @param kind what it is
 * @param certain whether it surely refuses; otherwise it does so under a condition that cannot be seen, which the message names
 * @param message what it is, in English, without a full stop: {@code tcp 0.0.0.0:8080 is held by orders.jar (java 977), running since 10:31}. Safe to print
 * @param sockets the number of sockets that it consists of; 0 if it is none
 * @param owners every visible process that holds one of them; empty if none is visible, or none exists any more (TIME_WAIT)
 * @param remoteAddresses the other ends of the connections, each address once; empty unless they are {@link Kind#CONNECTIONS}
 * @param remaining how long it lasts at most, if that is known and nobody does anything: of connections in TIME_WAIT
 * @param stopCommand a command that ends it, for a shell: {@code systemctl stop orders}; absent if there is none that is sure to concern nothing else. Who runs it may need more rights
 * @param lookCommand a command that shows more of it, for a shell
 */
public record BindObstacle(
        Kind kind,
        boolean certain,
        String message,
        int sockets,
        List<ProcessInfo> owners,
        List<InetAddress> remoteAddresses,
        Optional<Duration> remaining,
        Optional<String> stopCommand,
        Optional<String> lookCommand) {

    /** The kinds of obstacles; more may be added. */
    public enum Kind {
        /** A {@link ListeningPort}: a TCP socket that listens, or a UDP socket that is bound and not connected. */
        LISTENER,
        /** A TCP socket that is bound and does not listen. */
        BOUND_SOCKET,
        /** Ends of connections on this port: established, or closed and not yet forgotten (TIME_WAIT). */
        CONNECTIONS,
        /** No address that this machine can bind to, or not for this protocol. */
        ADDRESS,
        /** The machine has no IPv6, or no IPv4. */
        ADDRESS_FAMILY,
        /** The port takes a right that this process lacks. */
        PRIVILEGED_PORT,
        /** The system keeps the port for something else (Windows: {@code netsh int ipv4 show excludedportrange}). */
        EXCLUDED_PORT,
        /** Anything else. */
        OTHER
    }

    public BindObstacle {
        Objects.requireNonNull(kind, "kind");
        message = HarmlessText.of(message);
        if (message.isBlank()) {
            throw new IllegalArgumentException("an obstacle needs a message");
        }
        if (sockets < 0) {
            throw new IllegalArgumentException("the number of sockets must not be negative, but is " + sockets);
        }
        owners = List.copyOf(owners);
        remoteAddresses = List.copyOf(remoteAddresses);
        Objects.requireNonNull(remaining, "remaining");
        Objects.requireNonNull(stopCommand, "stopCommand");
        Objects.requireNonNull(lookCommand, "lookCommand");
    }

    /** A builder of an obstacle that is certain, and no socket. */
    public static Builder builder(Kind kind, String message) {
        return new Builder(kind, message);
    }

    /** The message and the command that ends it, or else the one that shows more; safe to print. */
    @Override
    public String toString() {
        String command = stopCommand
                .map(stop -> "; stop it with " + stop)
                .or(() -> lookCommand.map(look -> "; look closer with " + look))
                .orElse("");
        return message + HarmlessText.of(command);
    }

    /** Builds a {@link BindObstacle}: each method sets the component of the same name; unset components are absent or empty. Commands are {@link Optional}s, for they are found or not. */
    public static final class Builder {
        private final Kind kind;
        private final String message;
        private boolean certain = true;
        private int sockets;
        private List<ProcessInfo> owners = List.of();
        private List<InetAddress> remoteAddresses = List.of();
        private Optional<Duration> remaining = Optional.empty();
        private Optional<String> stopCommand = Optional.empty();
        private Optional<String> lookCommand = Optional.empty();

        private Builder(Kind kind, String message) {
            this.kind = kind;
            this.message = message;
        }

        /** By default true. */
        public Builder certain(boolean value) {
            certain = value;
            return this;
        }

        public Builder sockets(int value) {
            sockets = value;
            return this;
        }

        public Builder owners(List<ProcessInfo> value) {
            owners = value;
            return this;
        }

        public Builder remoteAddresses(List<InetAddress> value) {
            remoteAddresses = value;
            return this;
        }

        public Builder remaining(Duration value) {
            remaining = Optional.of(value);
            return this;
        }

        public Builder stopCommand(Optional<String> value) {
            stopCommand = value;
            return this;
        }

        public Builder lookCommand(Optional<String> value) {
            lookCommand = value;
            return this;
        }

        public BindObstacle build() {
            return new BindObstacle(
                    kind, certain, message, sockets, owners, remoteAddresses, remaining, stopCommand, lookCommand);
        }
    }
}
