package io.github.listeningports;

import io.github.listeningports.lab.WrittenEquals;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The records that each look compares: two are equal if all of their components are. */
class WrittenEqualsTest {

    private static final NetworkNamespace NAMESPACE = new NetworkNamespace(9, Optional.of("net:[1]"), true);

    @Test
    void namespaces() throws ReflectiveOperationException {
        WrittenEquals.check(NAMESPACE, new NetworkNamespace(8, Optional.empty(), false));
    }
}
