package io.b24mirror.mirror.comment.sweep;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.comment.CommentFile;
import io.b24mirror.mirror.difference.ListedFields;

/// The comments of one CRM item as `crm.timeline.comment.list` showed them.
///
/// @param isComplete
///            whether what is not in it is not there: every element could be read
/// @param askedAt
///            when the request for the last page left
record ListedComments(Map<Long, ListedFields> comments, boolean isComplete, Instant askedAt) implements ItemAnswer {

    /// A comment, listed or our copy, by its text and its files; there is no time at which it was changed.
    static ListedFields comment(long id, JsonNode comment) {
        var fields = new HashMap<String, String>();
        if (comment.has("COMMENT")) {
            fields.put("COMMENT", ListedFields.plain(comment.path("COMMENT")));
        }
        fields.put("FILES", CommentFile.of(comment)
                .stream()
                .sorted(Comparator.comparingLong(CommentFile::fileId))
                .map(file -> file.fileId() + " " + file.name() + " " + file.sizeBytes())
                .toList()
                .toString());
        return new ListedFields(id, fields);
    }
}
