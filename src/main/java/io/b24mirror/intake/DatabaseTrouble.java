package io.b24mirror.intake;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/// Tells an unavailable database from a row that it does not take.
final class DatabaseTrouble {
    private DatabaseTrouble() {}

    static boolean isOutage(Throwable failure) {
        return switch (failure) {
            case CannotCreateTransactionException _,TransactionSystemException _ -> true;
            case DataAccessResourceFailureException _,TransientDataAccessException _ -> true;
            default -> false;
        };
    }
}
