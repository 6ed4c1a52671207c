package io.github.listeningports.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Starts an application in a JVM of its own, on a port that another process holds, and reads what it prints. */
class BindFailureTest {

    private static final ChildJvm JVM = ChildJvm.withClassPath(System.getProperty("java.class.path"));

    private record Ended(int status, String printed) {

        /** What Spring Boot prints between its headings. */
        String description() {
            int start = printed.indexOf("Description:");
            int end = printed.indexOf("Action:");
            assertTrue(start >= 0 && end > start, printed);
            return printed.substring(start + "Description:".length(), end).strip();
        }
    }

    private static ChildProcess holder(String address, int port) {
        return ChildProcess.start(JVM.command(PortHolder.class.getName(), address, Integer.toString(port)));
    }

    private static int portOf(ChildProcess holder) {
        return Integer.parseInt(holder.awaitReady().get(0));
    }

    private static Ended start(ChildJvm jvm, String... arguments) throws IOException {
        Process process = new ProcessBuilder(jvm.command(Application.class.getName(), arguments))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(Machine.exitStatus(process), printed);
    }

    /** As this JVM sees the port: the wording is core's. */
    private static String obstacle(BindRequest request) {
        BindReport report = ListeningPorts.explainBind(request);
        assertEquals(BindReport.Answer.REFUSED, report.answer(), report::toString);
        return report.obstacles().get(0).toString();
    }

    @Test
    void namesTheHolderOfTheWebServersPortAndTheCommandThatStopsIt() throws IOException {
        try (ChildProcess holder = holder("::", 0)) {
            int port = portOf(holder);

            Ended ended = start(JVM, "--server.port=" + port);

            assertEquals(1, ended.status(), ended.printed());
            assertTrue(ended.printed().contains("APPLICATION FAILED TO START"), ended.printed());
            String description = ended.description();
            assertTrue(description.startsWith("Port " + port + " could not be bound:"), description);
            assertTrue(description.contains("(java " + holder.pid() + ")"), description);
            assertTrue(description.contains(obstacle(BindRequest.tcp(port))), description);
        }
    }

    /** TEST-NET-1, RFC 5737. */
    @Test
    void anAddressOfAnotherMachineIsHeldByNobody() throws IOException {
        Ended ended = start(JVM, "--server.port=18080", "--server.address=192.0.2.1");

        assertEquals(1, ended.status(), ended.printed());
        assertTrue(ended.printed().contains("on an address of this machine."), ended.printed());
        assertFalse(ended.printed().contains("Stop what holds the port"), ended.printed());
    }

    @Test
    void namesTheHolderOfTheManagementPort() throws IOException {
        try (ChildProcess holder = holder("::", 0)) {
            int port = portOf(holder);

            Ended ended = start(JVM, "--server.port=0", "--management.server.port=" + port);

            assertTrue(ended.description().contains(obstacle(BindRequest.tcp(port))), ended.printed());
        }
    }

    @Test
    void namesNoneButTheHolderOfTheConfiguredAddress() throws IOException {
        Machine.needsLinux(); // all of 127.0.0.0/8 is there
        try (ChildProcess other = holder("127.0.0.2", 0)) {
            int port = portOf(other);
            try (ChildProcess holder = holder("127.0.0.3", port)) {
                assertEquals(port, portOf(holder));

                Ended ended = start(JVM, "--server.port=" + port, "--server.address=127.0.0.3");

                BindRequest request = BindRequest.tcp(port).withAddress(InetAddress.getByName("127.0.0.3"));
                assertTrue(ended.description().contains(obstacle(request)), ended.printed());
                assertFalse(ended.description().contains("java " + other.pid()), ended.printed());
            }
        }
    }

    @Test
    void findsThePortOfAnotherServerInTheMessages() throws IOException {
        try (ChildProcess holder = holder("::", 0)) {
            int port = portOf(holder);

            Ended ended = start(JVM, "--spring.main.web-application-type=none", "--socket.port=" + port);

            assertTrue(ended.description().contains(obstacle(BindRequest.tcp(port))), ended.printed());
        }
    }

    @Test
    void findsItAlsoWithoutWebServersOnTheClassPath() throws IOException {
        String classPath = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(JVM.classPath())
                .filter(each -> !Path.of(each)
                        .getFileName()
                        .toString()
                        .matches("(spring-boot|spring|tomcat)-.*(web|tomcat|servlet|http|actuator|embed).*"))
                .collect(Collectors.joining(File.pathSeparator));
        try (ChildProcess holder = holder("::", 0)) {
            int port = portOf(holder);

            Ended ended = start(ChildJvm.withClassPath(classPath), "--socket.port=" + port);

            assertTrue(ended.description().contains(obstacle(BindRequest.tcp(port))), ended.printed());
        }
    }

    @Test
    void springBootSaysWhatItKnowsWhereNothingCanBeExplained() throws IOException {
        try (ChildProcess holder = holder("::", 0)) {
            int port = portOf(holder);

            Ended ended = start(JVM.with("-Dlisteningports.provider=none"), "--server.port=" + port);

            assertEquals(
                    List.of("Web server failed to start. Port " + port + " was already in use."),
                    ended.description().lines().toList(),
                    ended.printed());
        }
    }

    @Test
    void whatIsNoBindIsLeftToOthers() throws IOException {
        Ended ended = start(JVM, "--server.port=0", "--socket.port=x");

        assertEquals(1, ended.status(), ended.printed());
        assertFalse(ended.printed().contains("could not be bound"), ended.printed());
        assertTrue(ended.printed().contains("NumberFormatException"), ended.printed());
    }
}
