package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.junit.NoLeakedListeners;
import io.github.listeningports.junit.ProcessUnderTest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServerTest {

    @RegisterExtension
    static final ProcessUnderTest server = ProcessUnderTest.of(new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", "target/classes", "example.Server"));

    @Test
    @NoLeakedListeners
    void answers() throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + server.port().port() + "/");
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();

        assertEquals(204, connection.getResponseCode());
    }
}
