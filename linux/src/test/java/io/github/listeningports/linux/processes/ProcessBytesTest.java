package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.Mutations;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The parsers on mutations of real files: values, or none, and never an exception. */
class ProcessBytesTest {

    @Test
    void smallFiles() {
        for (Consumer<byte[]> parser : List.<Consumer<byte[]>>of(
                ProcessStatParser::parse,
                CgroupParser::parse,
                PasswdParser::namesByUid,
                KernelStatParser::bootTime,
                KernelStatParser::forks,
                bytes -> UidMapParser.has(bytes, 0))) {
            Mutations.of("linux-2.6.18-i686", parser);
        }
    }
}
