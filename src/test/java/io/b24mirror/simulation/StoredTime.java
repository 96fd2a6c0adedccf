package io.b24mirror.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/// When an event takes place, as its row has it: what its people chose, and what the server made of that.
sealed interface StoredTime {

    /// The date on which it begins, on the walls of its people.
    LocalDate firstDate();

    /// How long it takes by the record, in seconds. Changes of the server's clock make it an hour too long or short.
    long length();

    /// The true time of an event that takes place once.
    TrueTime once();

    /// The true time of an occurrence on a date.
    TrueTime on(LocalDate date, int index);

    /// It takes place at times of day.
    ///
    /// @param seconds
    ///            how far the stamps are from the full minute that the texts show
    record Timed(LocalDateTime start, LocalDateTime end, ZoneText from, ZoneText to, long length,
            int seconds) implements StoredTime {

        static Timed of(LocalDateTime start, LocalDateTime end, String fromZone, String toZone, int seconds,
                ServerClock server) {
            var first = server.stored(start);
            var last = server.stored(end);
            var from = ZoneText.at(first, fromZone, server);
            var to = ZoneText.at(last, toZone, server);
            var length = server.stamp(last, to.offset()) - server.stamp(first, from.offset());
            return new Timed(first, last, from, to, length, seconds);
        }

        Timed withoutSeconds() {
            return new Timed(start, end, from, to, length, 0);
        }

        @Override
        public LocalDate firstDate() {
            return start.toLocalDate();
        }

        @Override
        public TrueTime once() {
            return lasting(0, firstDate(), from.instant(start), to.instant(end));
        }

        /// The walls show the same time of day and the same length. Only the first start may be the later one of two.
        @Override
        public TrueTime on(LocalDate date, int index) {
            var wall = date.atTime(start.toLocalTime());
            var begin = date.equals(firstDate()) ? from.instant(wall) : wall.atZone(from.zone()).toInstant();
            return lasting(index, date, begin, wall.plusSeconds(length).atZone(from.zone()).toInstant());
        }

        private TrueTime lasting(int index, LocalDate date, Instant begin, Instant until) {
            var end = until.isAfter(begin) || length <= 0 ? until : begin.plusSeconds(length);
            return TrueTime.timed(index, date, begin, end);
        }
    }

    /// It takes whole days, the last one included.
    record Days(LocalDate first, LocalDate last, long length) implements StoredTime {

        private static final Duration DAY = Duration.ofDays(1);

        static Days of(LocalDate first, LocalDate last, ServerClock server) {
            return new Days(first, last, server.midnight(last) - server.midnight(first) + DAY.toSeconds());
        }

        @Override
        public LocalDate firstDate() {
            return first;
        }

        @Override
        public TrueTime once() {
            return TrueTime.days(0, first, last);
        }

        @Override
        public TrueTime on(LocalDate date, int index) {
            return TrueTime.days(index, date, date.plusDays(Math.max(1, days()) - 1));
        }

        private long days() {
            return Math.round(length / (double) DAY.toSeconds());
        }
    }
}
