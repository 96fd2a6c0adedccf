package io.b24mirror.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.b24mirror.testing.ServiceProcess;

import static java.nio.charset.StandardCharsets.UTF_8;

/// What the threads of a service are doing, the virtual ones included.
final class ThreadDump {
    private static final String OURS = "io.b24mirror.";
    private static final String OUR_QUEUE = "io.b24mirror.intake.delivery.CoalescingNotifier.take";

    private ThreadDump() {}

    /// The threads that are at work in our code, whatever they wait for there, by a line that tells each from all
    /// others. Threads that wait for work do so in a queue, the announcements' own among them, or sleep until they
    /// look again.
    static Map<String, String> ofThreadsAtWork(ServiceProcess service) throws IOException, InterruptedException {
        return Arrays.stream(take(service).split("\n\n"))
                .filter(stack -> stack.contains(OURS) && !waitsForWork(stack))
                .collect(Collectors.toMap(ThreadDump::identity, stack -> stack, (one, _) -> one));
    }

    /// `#4994 "background-16"`
    private static String identity(String stack) {
        return stack.substring(0, stack.lastIndexOf('"', stack.indexOf('\n')) + 1);
    }

    private static boolean waitsForWork(String stack) {
        var ourNewest = stack.lines().filter(line -> line.contains(OURS)).findFirst().orElseThrow();
        return ourNewest.contains(OUR_QUEUE) || stack.lines()
                .takeWhile(line -> !line.equals(ourNewest))
                .anyMatch(line -> line.contains("BlockingQueue.poll") || line.contains("BlockingQueue.take")
                        || line.contains("TimeUnit.sleep"));
    }

    private static String take(ServiceProcess service) throws IOException, InterruptedException {
        var file = Files.createTempDirectory("b24-threads").resolve("dump.txt");
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(service.pid()), "Thread.dump_to_file", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("jcmd did not answer");
        }
        var dump = Files.readString(file, UTF_8);
        Files.delete(file);
        Files.delete(file.getParent());
        return dump;
    }
}
