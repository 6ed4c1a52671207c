package io.github.listeningports.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which program an interpreter runs, from its command line; words are separated by one space. */
class ProgramParserTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            orders.jar (java),                    java -jar orders.jar
            orders.jar (java),                    /usr/bin/java -Xmx1g -Dspring.datasource.password=hunter2 -jar /srv/orders.jar --token hunter2
            orders.jar (java),                    java -jar -Xmx1g orders.jar
            orders.jar (java),                    java @jvm.args -jar /srv/orders.jar hunter2
            kafka.Kafka (java),                   java -cp /opt/kafka/libs/* kafka.Kafka server.properties
            org.example.Main (java),              java --add-opens java.base/java.lang=ALL-UNNAMED --class-path a.jar:b.jar org.example.Main
            Main$Server (java),                   java -ea -javaagent:agent.jar=key=hunter2 -classpath . Main$Server
            org.app (java),                       java -p mods -m org.app/org.app.Main hunter2
            org.app (java),                       java --module-path mods --module=org.app
            Hello.java (java),                    java --source 21 --enable-preview src/Hello.java
            http.server (python),                 python3 -m http.server 8000
            uvicorn (python),                     /srv/venv/bin/python3.11 -um uvicorn app:app
            gunicorn (python),                    /usr/bin/python3 /usr/bin/gunicorn --bind 0.0.0.0:80 app:app
            manage.py (python),                   python -X dev -W ignore -Bu manage.py runserver
            app.py (pypy),                        pypy3 app.py
            app.js (node),                        node --inspect app.js
            app.js (node),                        node --require ./hook.js -r dotenv/config --max-old-space-size=4096 /srv/app.js hunter2
            app.mjs (node),                       node --some-new-option app.mjs
            server (node),                        nodejs server
            app.js (node),                        node inspect /srv/app.js hunter2
            puma (ruby),                          ruby -W:no-deprecated -I lib -r bundler/setup bin/puma -C config.rb
            rails (ruby),                         ruby3.1 --yjit bin/rails server
            daemon.pl (perl),                     perl -w -I lib -MFoo=bar -T daemon.pl hunter2
            app.psgi (perl),                      /usr/bin/perl -- app.psgi
            artisan (php),                        php -d memory_limit=1G artisan serve
            router.php (php),                     php8.2 -S localhost:8000 -t public router.php
            worker.php (php),                     php -f worker.php
            worker.php (php),                     php -f worker.php -- hunter2
            run.sh (sh),                          bash -e /srv/run.sh hunter2
            run.sh (sh),                          sh -eu -o pipefail run.sh
            run.sh (sh),                          bash --noprofile --norc /srv/run.sh hunter2
            run.sh (sh),                          -bash --rcfile /etc/x run.sh
            Orders.dll (dotnet),                  dotnet /srv/Orders.dll --urls http://*:80
            Orders.dll (dotnet),                  dotnet exec --runtimeconfig a.json Orders.dll
            Orders.exe (mono),                    mono --debug --config a.config /srv/Orders.exe
            """)
    void namesTheProgramAndNothingElse(String expected, String commandLine) {
        String runtime = expected.replace("(sh)", "(shell)").replace("(pypy)", "(python)");
        assertEquals(Optional.of(runtime), parse(commandLine).map(Program::toString));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java",
                "java -version",
                "java @app.args hunter2",
                "java @app.args -jar hunter2",
                "java @app.args -m hunter2/hunter2",
                "java --new-option hunter2 org.example.Main",
                "java -D hunter2=hunter2",
                "java https://user:hunter2@host/hunter2",
                "python3",
                "python3 - hunter2",
                "python3 -c print(hunter2)",
                "python3 -Bc hunter2",
                "python3 -Ic hunter2",
                "python3 --new-option hunter2",
                "python3 -Zhunter2 hunter2",
                "python3 https://host/hunter2",
                "node",
                "node -",
                "node -e hunter2",
                "node -pe hunter2",
                "node --eval hunter2",
                "node --eval=hunter2 hunter2",
                "node --print hunter2",
                "node --new-option hunter2",
                "node --new-option hunter2 app.js",
                "node -r hunter2",
                "ruby -e hunter2",
                "ruby -wne hunter2",
                "ruby -i.bak -e hunter2",
                "ruby -0777ne hunter2",
                "ruby --new-option hunter2",
                "perl -e hunter2",
                "perl -MFoo -lne hunter2",
                "perl -0777 -ne hunter2",
                "perl -0777ne hunter2",
                "perl -l012E hunter2",
                "php -r hunter2",
                "php -nr hunter2",
                "php -S 0.0.0.0:80 -t hunter2",
                "php --run hunter2",
                "php -- hunter2",
                "php -d a=b -- hunter2",
                "php -S localhost:80 -- hunter2",
                "bash /dev/fd/63 hunter2",
                "python3 /dev/stdin hunter2",
                "perl /proc/self/fd/0 hunter2",
                "php-fpm: pool www",
                "bash",
                "-bash",
                "bash -c hunter2",
                "bash -ec hunter2",
                "sh -s hunter2",
                "bash --new-option hunter2",
                "bash -o hunter2",
                "dotnet run hunter2",
                "dotnet hunter2",
                "mono hunter2",
                "redis-server *:6379",
                "gunicorn:_master hunter2",
                "python3: hunter2",
                "celery --broker=redis://:hunter2@host"
            })
    void whatNamesNoProgramSurelyGivesNone(String commandLine) {
        assertEquals(Optional.empty(), parse(commandLine));
    }

    @Test
    void theFirstArgumentMustNameTheSameInterpreterAsTheExecutable() {
        assertEquals(
                Optional.of("run.sh (shell)"),
                ProgramParser.parse("busybox", List.of("sh", "run.sh")).map(Program::toString));
        assertEquals(Optional.empty(), ProgramParser.parse("busybox", List.of("httpd", "-f")));
        assertEquals(Optional.empty(), ProgramParser.parse("python3.11", List.of("java", "-jar", "a.jar")));
        assertEquals(Optional.empty(), ProgramParser.parse("java", List.of()));
        assertEquals(Optional.empty(), ProgramParser.parse("java", List.of("java", "-jar", "")));
        assertTrue(ProgramParser.isInterpreter("busybox"));
        assertTrue(ProgramParser.isInterpreter("python3.13t"));
        assertFalse(ProgramParser.isInterpreter("sshd"));
        assertFalse(ProgramParser.isInterpreter("php-fpm8.2"));
    }

    /** Secrets only where a secret can be: values of options, code, arguments of the program. */
    @Test
    void noSecretOfAHostileCommandLineBecomesAName() {
        List<String> pieces = List.of(
                "-Dp=%s",
                "-D%s",
                "--password=%s",
                "https://u:%s@h/x",
                "token=%s",
                "-c",
                "-e",
                "-E",
                "-r",
                "-ne",
                "-pe",
                "--eval",
                "-jar",
                "-cp",
                "--",
                "-",
                "@a",
                "-m",
                "x.jar",
                "-x",
                "-W",
                "-X",
                "--foo",
                "-o",
                "%s:80",
                "u@%s");
        List<String> interpreters = List.of("java", "python3", "node", "ruby", "perl", "php", "bash", "dotnet", "mono");
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder line = new StringBuilder(interpreters.get(i % interpreters.size()));
            for (int n = random.nextInt(7); n > 0; n--) {
                line.append(' ')
                        .append(pieces.get(random.nextInt(pieces.size())).replace("%s", "hunter2"));
            }
            Optional<Program> program = parse(line.toString());
            assertFalse(program.toString().contains("hunter2"), () -> line + " gives " + program);
        }
    }

    @Test
    void everyArgumentButTheProgramCanHoldASecret() {
        Random random = new Random(11);
        for (CommandLines lines : CommandLines.ALL) {
            for (int i = 0; i < 3_000; i++) {
                List<String> line = new ArrayList<>(List.of("/usr/bin/" + lines.interpreter()));
                for (int n = random.nextInt(4); n > 0; n--) {
                    line.addAll(words(lines.options(), random));
                }
                boolean code = random.nextInt(3) == 0;
                line.addAll(words(code ? lines.code() : lines.program(), random));
                for (int n = random.nextInt(4); n > 0; n--) {
                    line.addAll(words(
                            List.of(SECRET, "-p " + SECRET, "--url=https://u:" + SECRET + "@h", "-- " + SECRET),
                            random));
                }
                Optional<String> expected = code ? Optional.empty() : Optional.of("app" + lines.suffix());
                assertEquals(
                        expected, ProgramParser.parse(lines.interpreter(), line).map(Program::name), line::toString);
            }
        }
    }

    private static final String SECRET = "hunter2";

    private static List<String> words(List<String> choices, Random random) {
        return List.of(choices.get(random.nextInt(choices.size())).split(" "));
    }

    /**
     * What an interpreter accepts, words separated by one space.
     *
     * @param suffix of the program "app"
     * @param code for which there is no program: code, standard input, a file of arguments
     */
    private record CommandLines(
            String interpreter, String suffix, List<String> options, List<String> program, List<String> code) {

        static final List<CommandLines> ALL = List.of(
                new CommandLines(
                        "java",
                        ".jar",
                        List.of(
                                "-Dp=hunter2",
                                "-Xmx1g",
                                "-cp hunter2",
                                "--module-path hunter2",
                                "-javaagent:a.jar=hunter2",
                                "--add-opens=a/hunter2=b",
                                "-ea:hunter2",
                                "-XX:OnError=hunter2"),
                        List.of("-jar app.jar", "-jar /srv/app.jar", "-jar -Dp=hunter2 app.jar"),
                        List.of("@hunter2", "@hunter2 -m hunter2/hunter2", "-jar https://hunter2@h/app.jar")),
                new CommandLines(
                        "java",
                        ".Main",
                        List.of("-Dp=hunter2", "-classpath hunter2", "--class-path hunter2", "--add-modules hunter2"),
                        List.of("app.Main"),
                        List.of("--unknown hunter2", "@hunter2 app.Main")),
                new CommandLines(
                        "java",
                        "",
                        List.of("-Dp=hunter2", "-p hunter2", "--patch-module m=hunter2"),
                        List.of("-m app/hunter2.Main", "--module app", "--module=app/hunter2.Main"),
                        List.of("@hunter2 --module=hunter2")),
                new CommandLines(
                        "python3.12",
                        ".py",
                        List.of("-B", "-uI", "-W hunter2", "-Whunter2", "-X hunter2", "-OOX hunter2"),
                        List.of("app.py", "/srv/app.py", "-m app.py", "-um app.py", "-- app.py"),
                        List.of(
                                "-c hunter2",
                                "-Bc hunter2",
                                "-chunter2",
                                "- hunter2",
                                "/dev/stdin hunter2",
                                "-Zhunter2 hunter2")),
                new CommandLines(
                        "node",
                        ".js",
                        List.of(
                                "--inspect",
                                "-r hunter2",
                                "--import hunter2",
                                "--title=hunter2",
                                "--title hunter2",
                                "--new=hunter2"),
                        List.of("app.js", "/srv/app.js", "-- app.js"),
                        List.of(
                                "-e hunter2",
                                "-pe hunter2",
                                "--eval=hunter2",
                                "--print hunter2",
                                "- hunter2",
                                "--new hunter2")),
                new CommandLines(
                        "ruby3.3",
                        ".rb",
                        List.of(
                                "-w",
                                "-I hunter2",
                                "-r hunter2",
                                "-rhunter2",
                                "-C hunter2",
                                "--encoding hunter2",
                                "--enable=hunter2"),
                        List.of("app.rb", "/srv/app.rb", "-S app.rb", "-- app.rb"),
                        List.of("-e hunter2", "-ehunter2", "-wne hunter2", "- hunter2", "--new hunter2")),
                new CommandLines(
                        "perl",
                        ".pl",
                        List.of("-w", "-T", "-I hunter2", "-Mhunter2", "-mhunter2=a"),
                        List.of("app.pl", "/srv/app.pl", "-- app.pl"),
                        List.of(
                                "-e hunter2",
                                "-E hunter2",
                                "-wle hunter2",
                                "-lehunter2",
                                "- hunter2",
                                "--new hunter2")),
                new CommandLines(
                        "php8.3",
                        ".php",
                        List.of("-n", "-d a=hunter2", "-dhunter2", "-c hunter2", "-S h:80", "-t hunter2", "-z hunter2"),
                        List.of("app.php", "/srv/app.php", "-f app.php", "-fapp.php"),
                        List.of(
                                "-r hunter2",
                                "-nr hunter2",
                                "-B hunter2",
                                "-R hunter2",
                                "-- hunter2",
                                "--new hunter2")),
                new CommandLines(
                        "bash",
                        ".sh",
                        List.of(
                                "-e",
                                "-eu",
                                "+x",
                                "-o hunter2",
                                "-O hunter2",
                                "-euo hunter2",
                                "--rcfile hunter2",
                                "--posix"),
                        List.of("app.sh", "/srv/app.sh", "-- app.sh", "- app.sh"),
                        List.of("-c hunter2", "-ec hunter2", "-s hunter2", "/dev/fd/63", "--new hunter2")),
                new CommandLines(
                        "dotnet",
                        ".dll",
                        List.of("--depsfile hunter2", "--runtimeconfig hunter2", "--roll-forward hunter2"),
                        List.of("app.dll", "/srv/app.dll"),
                        List.of("run hunter2.dll", "watch hunter2.dll", "--new hunter2.dll")),
                new CommandLines(
                        "mono",
                        ".exe",
                        List.of("--debug", "--config hunter2", "-O=hunter2", "--profile=hunter2"),
                        List.of("app.exe", "/srv/app.exe"),
                        List.of("hunter2", "--version")));
    }

    private static Optional<Program> parse(String commandLine) {
        List<String> words = List.of(commandLine.split(" "));
        String first = words.get(0);
        return ProgramParser.parse(first.substring(first.lastIndexOf('/') + 1).replaceFirst("^-", ""), words);
    }
}
