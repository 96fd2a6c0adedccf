package io.b24mirror.report;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

import io.b24mirror.report.Listing.Page;

/// Answers with all rows of a list at once, in constant memory.
///
/// It reads them page by page, since one long statement would keep old row versions alive for as long as the reader
/// takes. The first page is asked for before anything is written, so that what is wrong with the question can still be
/// said; from then on the next one is read while this one is written.
@Component
class Export {
    private static final int PAGE = 1_000;

    private final Listing listing;

    Export(Listing listing) {
        this.listing = listing;
    }

    void answer(Question question, Format format, MultiValueMap<String, String> parameters,
            HttpServletResponse response) throws IOException {
        var zone = zone(parameters.getFirst(Format.ZONE));
        boolean marked = bom(parameters.getFirst(Format.BOM));
        var first = listing.page(question, PAGE);
        response.setContentType(format.type() + ";charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s.%s\""
                .formatted(question.resource().name().replace('/', '-'),
                        format == Format.CSV ? "csv" : "ndjson"));
        var out = response.getOutputStream();
        try (var ahead = Executors.newVirtualThreadPerTaskExecutor()) {
            write(question, first, format == Format.CSV
                    ? new CsvRows(out, question.fields(), zone, marked)
                    : JsonRows.lines(out, question.fields()), ahead);
        }
    }

    private void write(Question question, Page first, RowWriter writer, ExecutorService ahead) throws IOException {
        long left = question.limit();
        for (var page = first; page != null;) {
            left -= page.rows().size();
            var next = next(question, page, left, ahead);
            writer.write(page.rows());
            page = next == null ? null : await(next);
        }
    }

    private @Nullable Future<Page> next(Question question, Page page, long left, ExecutorService ahead) {
        var place = page.next();
        return place == null || left <= 0
                ? null
                : ahead.submit(() -> BegunAnswer
                        .next(() -> listing.page(question.after(place), (int) Math.min(PAGE, left))));
    }

    private static Page await(Future<Page> page) throws IOException {
        try {
            return page.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw BegunAnswer.broken(failure);
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The service stops", e);
        }
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? "UTC" : name);
        } catch (DateTimeException _) {
            throw new BadParameterException(Format.ZONE, "a time zone such as Europe/Berlin or UTC");
        }
    }

    private static boolean bom(@Nullable String value) {
        return switch (value) {
            case null -> true;
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadParameterException(Format.BOM, "true, false");
        };
    }
}
