package io.github.listeningports.linux;

import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Explains one bind for each line of standard input, in a process of its own, which may be of another user or in another namespace: {@code tcp ADDRESS PORT [reuseaddr] [reuseport] [v6only]}, with the address
 * {@code *} for any. The answer is one line: the answer, kinds of the obstacles, kinds of the notes, the sentence, and all of it, separated by tabs.
 */
final class BindProbeMain {

    private BindProbeMain() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            BindReport report = new LinuxListeningPortProvider().explainBind(request(List.of(line.split(" ", -1))));
            System.out.println(String.join(
                    "\t",
                    report.answer().toString(),
                    report.obstacles().stream()
                            .map(BindObstacle::kind)
                            .map(Enum::name)
                            .distinct()
                            .collect(Collectors.joining(",")),
                    report.notes().stream()
                            .map(BindNote::kind)
                            .map(Enum::name)
                            .distinct()
                            .collect(Collectors.joining(",")),
                    report.toString(),
                    report.obstacles() + " " + report.notes()));
        }
    }

    static BindRequest request(List<String> words) throws IOException {
        int port = Integer.parseInt(words.get(2));
        BindRequest request = words.get(0).equals("tcp") ? BindRequest.tcp(port) : BindRequest.udp(port);
        request = request.withReuseAddress(words.contains("reuseaddr"));
        if (!words.get(1).equals("*")) {
            request = request.withAddress(InetAddress.getByName(words.get(1)));
        }
        if (words.contains("reuseport")) {
            request = request.withReusePort();
        }
        return words.contains("v6only") ? request.withV6Only() : request;
    }
}
