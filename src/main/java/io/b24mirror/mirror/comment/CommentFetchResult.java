package io.b24mirror.mirror.comment;

import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;

/// What reading a comment came to.
sealed interface CommentFetchResult {

    /// The comment is there.
    record Present(Observation<CommentFields> comment) implements CommentFetchResult {}

    /// We hold the comment, and nobody whose tokens we hold may see it any more.
    record Hidden(Unseen comment) implements CommentFetchResult {}

    /// We hold the comment, and it is there no more.
    record Gone(Removal removal) implements CommentFetchResult {}
}
