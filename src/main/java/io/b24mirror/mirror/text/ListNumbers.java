package io.b24mirror.mirror.text;

/// Marks the elements of one list.
final class ListNumbers {
    private final boolean isNumbered;
    private int last;

    ListNumbers(boolean isNumbered) {
        this.isNumbered = isNumbered;
    }

    String next() {
        last++;
        return isNumbered ? last + ". " : "- ";
    }
}
