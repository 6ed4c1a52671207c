// For the build of Listening Ports: runs what each README says to run after Maven, and looks for a port that is open here. An example that does something else has a
// verify.groovy of its own, which sees the members of Example.
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.jar.JarFile
import org.codehaus.groovy.control.CompilerConfiguration

class Example {
    final File basedir
    final File repository
    final ServerSocket socket

    Example(File basedir, File repository, ServerSocket socket) {
        this.basedir = basedir
        this.repository = repository
        this.socket = socket
    }

    /** The lines of the README's shell block, as arguments. */
    List<List<String>> commands() {
        def lines = new File(basedir, 'README.md').readLines()
        def block = lines.drop(lines.indexOf('```sh') + 1).takeWhile { it != '```' }
        return block.findAll { !it.startsWith('mvn ') }
                .collect { it.tokenize().collect { word -> word.replace("'", '').replace(':target', File.pathSeparator + 'target') } }
    }

    /** Runs the README's commands; the output of the last has a line for the open port, with its owner. */
    void check() {
        def last = null
        commands().each {
            last = execute(it)
            assert last.exit == 0: last.output
        }
        def line = last.output.readLines().find { it =~ "\\b127.0.0.1:${socket.localPort}\\b" }
        assert line != null && line =~ "\\b${ProcessHandle.current().pid()}\\b": last.output
        // slf4j complains when it is asked for a logger and has no binding.
        assert basedir.name == 'beside-oshi' || !last.output.contains('SLF4J(W)'): last.output
    }

    Map execute(List<String> command) {
        return start(command) { process, output -> process.outputStream.close() }
    }

    /** Runs Maven in this example, with what the build of all examples has downloaded. */
    Map maven(List<String> arguments) {
        def script = System.getProperty('os.name').startsWith('Windows') ? 'bin/mvn.cmd' : 'bin/mvn'
        return execute([new File(System.getProperty('maven.home'), script).path, '-B', '-o', '-q', "-Dmaven.repo.local=$repository",
                '-Daether.enhancedLocalRepository.trackingFilename=none'] + arguments)
    }

    /** Starts a command, does something meanwhile, and waits until it ends. */
    Map start(List<String> command, Closure meanwhile) {
        def output = File.createTempFile('run', '.log', new File(basedir, 'target'))
        def builder = new ProcessBuilder([program(command.first())] + command.tail()*.toString()).directory(basedir).redirectErrorStream(true).redirectOutput(output)
        builder.environment().put('JAVA_HOME', System.getProperty('java.home'))
        def process = builder.start()
        try {
            meanwhile(process, output)
            assert process.waitFor(600, TimeUnit.SECONDS): "$command does not end: ${output.text}"
        } finally {
            process.destroyForcibly()
        }
        return [exit: process.exitValue(), output: output.text]
    }

    /** The tools are those of the JDK under test; a path is one of the example. */
    private String program(String name) {
        return name.contains('/') ? basedir.toPath().resolve(name).toString() : System.getProperty('java.home') + '/bin/' + name
    }

    void await(Closure condition) {
        def end = System.nanoTime() + TimeUnit.SECONDS.toNanos(600)
        while (!condition()) {
            assert System.nanoTime() < end: basedir
            Thread.sleep(20)
        }
    }

    /** How many of our providers the merged META-INF/services of a jar lists. */
    int services(String jar) {
        return new JarFile(new File(basedir, jar)).withCloseable {
            def entry = it.getEntry('META-INF/services/io.github.listeningports.spi.ListeningPortProvider')
            entry == null ? 0 : it.getInputStream(entry).readLines().count { line -> line.startsWith('io.github.') }
        }
    }

    void verify() {
        def own = new File(basedir, 'verify.groovy')
        if (own.exists()) {
            def compiler = new CompilerConfiguration(scriptBaseClass: DelegatingScript.name)
            def script = new GroovyShell(getClass().classLoader, new Binding(), compiler).parse(own)
            script.setDelegate(this)
            script.run()
        } else {
            check()
        }
    }
}

def failures = new ServerSocket(0, 1, InetAddress.getByName('127.0.0.1')).withCloseable { socket ->
    def examples = basedir.listFiles().findAll { new File(it, 'pom.xml').exists() }.sort()
    assert examples*.name == new groovy.xml.XmlSlurper().parse(new File(basedir, 'pom.xml')).modules.module*.text()
    def pool = Executors.newFixedThreadPool(2)
    def endings = examples.collect { example ->
        pool.submit({
            try {
                new Example(example, localRepositoryPath, socket).verify()
                return ''
            } catch (Throwable e) {
                return "$example.name: $e\n"
            }
        } as Callable)
    }
    pool.shutdown()
    endings*.get().join()
}
assert failures == ''
