package io.b24mirror.reporting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// `docs/reporting.md` says what the database says. `-Db24.docs.write=true` writes it anew.
class ReportingDocumentTests extends ServiceTest {
    private static final Path TEMPLATE = Path.of("src/test/resources/reporting/reporting.md");
    private static final Path DOCUMENT = Path.of("docs/reporting.md");

    @Override
    protected SimulatedPortal newPortal() {
        return portalSettings().memberId("a223c6b3710f85df22e9377d6c4f7553").start();
    }

    @Test
    void explainsEveryViewAndShowsWhatTheExamplesAnswer() throws IOException, InterruptedException {
        liveThroughADay();
        var template = Files.readString(TEMPLATE);

        var document = new ReportingDocument(jdbc).write(template);

        if (Boolean.getBoolean("b24.docs.write")) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(ReportingDocument.queries(template)).isGreaterThanOrEqualTo(12);
        assertThat(Files.readString(DOCUMENT))
                .as("docs/reporting.md: ./mvnw test -Dtest=ReportingDocumentTests -Db24.docs.write=true writes it anew")
                .isEqualTo(document);
    }

    private void liveThroughADay() throws InterruptedException {
        install();
        var office = new Office(portal);
        office.planMeetings();
        deliverAndWork();
        office.writeComments();
        deliverAndWork();
        clock.advance(Duration.ofHours(1));
        long lunch = office.planLunch();
        deliverAndWork();
        clock.advance(Duration.ofHours(1));
        office.inviteTheLead(lunch);
        deliverAndWork();
        clock.advance(Duration.ofHours(1));
        office.cancel(lunch);
        deliverAndWork();
    }
}
