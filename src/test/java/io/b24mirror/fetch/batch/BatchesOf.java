package io.b24mirror.fetch.batch;

import java.time.Clock;
import java.util.List;

import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.RecordReader;

/// The reading of batches by one reader instead of those of the service.
public final class BatchesOf {
    public static final int MAX_ATTEMPTS = RetrySchedule.MAX_ATTEMPTS;

    private BatchesOf() {}

    public static BatchFetcher reader(RecordReader<?> reader, ApplicationContext beans) {
        var list = beans.getBean(FetchList.class);
        var rows = beans.getBean(FetchLeases.class);
        var schedule = beans.getBean(RetrySchedule.class);
        var readers = new RecordReaders(List.of(reader));
        var completion = new Completion(rows, list, schedule, readers, beans.getBean(TransactionTemplate.class));
        return new BatchFetcher(list, rows, readers, completion, schedule, beans.getBean(PortalBackoff.class),
                beans.getBean(BitrixClient.class), beans.getBean(Clock.class));
    }
}
