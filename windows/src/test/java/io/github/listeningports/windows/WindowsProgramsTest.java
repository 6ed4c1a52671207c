package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Program;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsProgramsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\1',
            value = {
                "orders.jar (java) # java.exe # java -Dpassword=hunter2 -jar C:\\srv\\orders.jar hunter2",
                "orders 2.jar (java) # java.exe # \"C:\\Program Files\\Java\\bin\\java.exe\" -jar \"C:\\my apps\\orders 2.jar\" hunter2",
                "org.example.Main (java) # JAVAW.EXE # \"C:\\jdk\\bin\\JavaW.exe\" -cp \"C:\\a b\\*;C:\\c\" org.example.Main hunter2",
                "app.js (node) # node.exe # \"C:\\Program Files\\nodejs\\node.exe\"  C:\\srv\\app.js hunter2",
                "manage.py (python) # python.exe # python manage.py runserver",
                "tray.py (python) # pythonw.exe # C:\\py\\pythonw.exe tray.py",
                "Orders.dll (dotnet) # dotnet.exe # dotnet exec C:\\srv\\Orders.dll --urls http://*:80",
            })
    void namesTheProgramAndNothingElse(String expected, String name, String line) {
        assertEquals(Optional.of(expected), WindowsPrograms.parse(name, line).map(Program::toString));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-jar hunter2",
                "javac -jar hunter2",
                "java -jar",
                "java -Dp=\"a\"\"b\" -jar hunter2",
                "java -Dp=\"a\\\" -jar hunter2\" -jar app.jar",
                "java @C:\\app.args hunter2",
                "java -jar C:hunter2",
            })
    void isAbsentWhereTheCommandLineDoesNotNameItSurely(String line) {
        assertEquals(Optional.empty(), WindowsPrograms.parse("java.exe", line));
    }

    @Test
    void onlyInterpretersAreAsked() {
        assertTrue(WindowsPrograms.isInterpreter("Java.EXE"));
        assertTrue(WindowsPrograms.isInterpreter("pythonw.exe"));
        assertFalse(WindowsPrograms.isInterpreter("svchost.exe"));
        assertFalse(WindowsPrograms.isInterpreter("java.exe.exe"));
    }
}
