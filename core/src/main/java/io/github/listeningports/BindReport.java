package io.github.listeningports;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a {@link BindRequest} would succeed, and what refuses it if not. It holds for the moment: another program can take the port before yours does.
 *
 * <p>Not examined: what a program or a security policy decides (SELinux, AppArmor, Landlock, {@code SocketBindDeny=} of systemd).
 *
 * @param request what was asked
 * @param answer whether it would succeed
 * @param obstacles what refuses it, those that surely do first; empty if it is {@link Answer#BINDABLE}
 * @param notes what else is good to know
 */
public record BindReport(BindRequest request, Answer answer, List<BindObstacle> obstacles, List<BindNote> notes) {

    /** Whether a bind would succeed: no other answer will be added. */
    public enum Answer {
        /** It would. */
        BINDABLE,
        /** It would fail. */
        REFUSED,
        /** That depends on what cannot be seen: an obstacle that is not certain, or a {@link BindNote.Kind#NOT_SEEN} note, says on what. */
        UNKNOWN
    }

    public BindReport {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(answer, "answer");
        obstacles = obstacles.stream()
                .sorted((one, other) -> Boolean.compare(other.certain(), one.certain()))
                .toList();
        notes = List.copyOf(notes);
        boolean refused = obstacles.stream().anyMatch(BindObstacle::certain);
        if (refused != (answer == Answer.REFUSED)) {
            throw new IllegalArgumentException(
                    "it is REFUSED if and only if an obstacle is certain: " + answer + ", " + obstacles);
        }
        if (answer == Answer.BINDABLE && !obstacles.isEmpty()) {
            throw new IllegalArgumentException("what is BINDABLE has no obstacle: " + obstacles);
        }
    }

    /**
     * A report whose answer follows from the obstacles.
     *
     * @param complete whether everything that can refuse it was examined: without any obstacle, it then is BINDABLE, and otherwise UNKNOWN
     */
    public static BindReport of(
            BindRequest request, List<BindObstacle> obstacles, List<BindNote> notes, boolean complete) {
        Answer answer = obstacles.isEmpty() && complete ? Answer.BINDABLE : Answer.UNKNOWN;
        boolean refused = obstacles.stream().anyMatch(BindObstacle::certain);
        return new BindReport(request, refused ? Answer.REFUSED : answer, obstacles, notes);
    }

    /**
     * One sentence, safe to print: {@code tcp 0.0.0.0:8080 is held by orders.jar (java 977), running since 10:31; stop it with systemctl stop orders}. It names the first obstacle, and
     * says how many more there are.
     */
    @Override
    public String toString() {
        if (answer == Answer.BINDABLE) {
            return request.target() + " can be bound";
        }
        String prefix = answer == Answer.UNKNOWN ? "it is unknown whether " + request.target() + " can be bound: " : "";
        Optional<String> first = obstacles.stream()
                .findFirst()
                .map(BindObstacle::toString)
                .or(() -> notes.stream()
                        .filter(note -> note.kind() == BindNote.Kind.NOT_SEEN)
                        .findFirst()
                        .map(BindNote::toString));
        String more = obstacles.size() > 1 ? " (and " + (obstacles.size() - 1) + " more)" : "";
        return prefix + first.orElse("not everything could be examined") + more;
    }
}
