package io.b24mirror.report.web;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

import io.b24mirror.report.output.CsvRows;
import io.b24mirror.report.output.Format;
import io.b24mirror.report.output.JsonRows;
import io.b24mirror.report.output.Layout;
import io.b24mirror.report.output.RowWriter;
import io.b24mirror.report.query.Listing;
import io.b24mirror.report.query.Listing.Page;
import io.b24mirror.report.query.Question;
import io.b24mirror.report.query.Row;

/// Answers with all rows of a list at once, in constant memory.
///
/// It reads them page by page, since one long statement would keep old row versions alive for as long as the reader
/// takes. The first page is asked for before anything is written, so that what is wrong with the question can still be
/// said; from then on the next one is read while this one is written.
@Component
class Export {
    private static final int FIRST_PAGE = 256;
    private static final int SMALLEST_PAGE = 16;
    private static final int LARGEST_PAGE = 4_096;
    private static final int PAGE_BYTES = 4 << 20;

    private final Listing listing;
    private final ExportSlots slots;

    Export(Listing listing, ExportSlots slots) {
        this.listing = listing;
        this.slots = slots;
    }

    /// @param isBodyWanted
    ///            false if the headers are all that is asked for
    /// @throws TooManyExportsException
    ///             if others take all slots
    void answer(Question question, Layout layout, boolean isBodyWanted, HttpServletResponse response)
            throws IOException {
        try (var _ = slots.take()) {
            var first = listing.page(question, FIRST_PAGE);
            response.setContentType(layout.format().type() + ";charset=UTF-8");
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s.%s\""
                    .formatted(question.resource().name().replace('/', '-'), layout.format().extension()));
            if (isBodyWanted) {
                var out = response.getOutputStream();
                write(question, first, layout.format() == Format.CSV
                        ? new CsvRows(out, question.fields(), layout)
                        : new JsonRows(question.fields()).lines(out));
            }
        }
    }

    /// The thread that reads ahead is none of the virtual ones: these hand over to each other whenever they wait for
    /// the database, which here is all the time.
    private void write(Question question, Page first, RowWriter writer) throws IOException {
        try (var ahead = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("export-", 0).factory())) {
            long left = question.limit();
            for (var page = first; page != null;) {
                left -= page.rows().size();
                var next = next(question, page, left, ahead);
                writer.write(page.rows());
                page = next == null ? null : await(next);
            }
        }
    }

    private @Nullable Future<Page> next(Question question, Page page, long left, ExecutorService ahead) {
        var place = page.next();
        return place == null || left <= 0
                ? null
                : ahead.submit(() -> BegunAnswer
                        .next(() -> listing.page(question.after(place), (int) Math.min(size(page.rows()), left))));
    }

    /// How many rows the next page should have, so that it takes about the memory that pages may take; a power of two,
    /// since the database has to get to know a statement for each number.
    private static int size(List<Row> rows) {
        long average = rows.stream().mapToLong(Row::size).sum() / rows.size();
        return Integer.highestOneBit(Math.clamp(PAGE_BYTES / average, SMALLEST_PAGE, LARGEST_PAGE));
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
}
