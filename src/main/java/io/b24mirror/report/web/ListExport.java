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

import io.b24mirror.report.output.CsvRowWriter;
import io.b24mirror.report.output.JsonRowWriter;
import io.b24mirror.report.output.OutputFormat;
import io.b24mirror.report.output.OutputOptions;
import io.b24mirror.report.output.RowWriter;
import io.b24mirror.report.query.ListQuery;
import io.b24mirror.report.query.QueryExecutor;
import io.b24mirror.report.query.QueryExecutor.Page;
import io.b24mirror.report.query.Row;

/// Writes all rows of a list in one response, in constant memory.
///
/// It reads them page by page, since one long statement would keep old row versions alive for as long as the reader
/// takes. The first page is read before anything is written, so that an error can still be sent; after that the next
/// page is read while the current one is written.
@Component
class ListExport {
    private static final int FIRST_PAGE = 256;
    private static final int SMALLEST_PAGE = 16;
    private static final int LARGEST_PAGE = 4_096;
    private static final int PAGE_BYTES = 4 << 20;

    private final QueryExecutor executor;
    private final ExportSlots slots;

    ListExport(QueryExecutor executor, ExportSlots slots) {
        this.executor = executor;
        this.slots = slots;
    }

    /// @param isBodyWanted
    ///            false for a HEAD request
    /// @throws TooManyExportsException
    ///             if all slots are taken
    void answer(ListQuery query, OutputOptions options, boolean isBodyWanted, HttpServletResponse response)
            throws IOException {
        try (var _ = slots.take()) {
            var first = executor.page(query, FIRST_PAGE);
            response.setContentType(options.format().type() + ";charset=UTF-8");
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s.%s\""
                    .formatted(query.resource().name().replace('/', '-'), options.format().extension()));
            if (isBodyWanted) {
                var out = response.getOutputStream();
                write(query, first, options.format() == OutputFormat.CSV
                        ? new CsvRowWriter(out, query.fields(), options)
                        : new JsonRowWriter(query.fields()).lines(out));
            }
        }
    }

    /// A platform thread reads ahead: virtual threads yield whenever they wait for the database, which here is all
    /// the time.
    private void write(ListQuery query, Page first, RowWriter writer) throws IOException {
        try (var ahead = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("export-", 0).factory())) {
            long left = query.limit();
            for (var page = first; page != null;) {
                left -= page.rows().size();
                var next = next(query, page, left, ahead);
                writer.write(page.rows());
                page = next == null ? null : await(next);
            }
        }
    }

    private @Nullable Future<Page> next(ListQuery query, Page page, long left, ExecutorService ahead) {
        var place = page.next();
        return place == null || left <= 0
                ? null
                : ahead.submit(() -> StreamedResponse
                        .next(() -> executor.page(query.after(place), (int) Math.min(size(page.rows()), left))));
    }

    /// The number of rows that makes the next page about as large as pages may be; a power of two, since every number
    /// is a prepared statement of its own.
    private static int size(List<Row> rows) {
        long average = rows.stream().mapToLong(Row::size).sum() / rows.size();
        return Integer.highestOneBit(Math.clamp(PAGE_BYTES / average, SMALLEST_PAGE, LARGEST_PAGE));
    }

    private static Page await(Future<Page> page) throws IOException {
        try {
            return page.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw StreamedResponse.broken(failure);
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The service stops", e);
        }
    }
}
