package io.github.listeningports.linux;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a rule does, one after the other, for packets of one kind. */
sealed interface Step {

    /** Goes on with those for which the condition holds. */
    record Check(Condition condition) implements Step {}

    /** Goes on with those that are tracked; before that is done, and without it, there is nothing to look at. */
    record CheckTracked() implements Step {}

    /** Ends the rule. */
    record Decide(Verdict verdict) implements Step {}

    /** The first case that holds decides; if none does the rule is over. */
    record Choose(List<Choice> choices) implements Step {
        public Choose {
            choices = List.copyOf(choices);
        }
    }

    /** One element of a verdict map. */
    record Choice(Condition condition, Verdict verdict) {}

    /** Gives a variable the bits outside the mask that it had, XOR a value; or a value that is not known. */
    record Assign(PacketField variable, long keep, long xor, boolean known) implements Step {}

    /** One mark becomes the other. */
    record Copy(PacketField from, PacketField to) implements Step {}

    /** The connection will not be tracked. */
    record Untrack() implements Step {}

    /**
     * What is to become a connection is made before it is tracked, such as with a zone of its own: rules take it for one.
     *
     * @param again whether also of what was not to be tracked
     */
    record Template(boolean again) implements Step {}

    /** The packets come from somewhere else, as rules that come later see them, and pass. */
    record ChangeSource() implements Step {}

    /**
     * The packets go somewhere else, and pass.
     *
     * @param address where to, if it is known; empty, where it stays what it was
     * @param port which port, if it is known; empty, where it stays what it was
     * @param open whether it goes to something that is not known
     * @param dropped the interfaces whose packets are dropped instead
     */
    record Redirect(Optional<ValueSet> address, OptionalInt port, boolean open, ValueSet dropped, String text)
            implements Step {}

    /** The packets are given to a local socket of another address or port, if there is one; of any port, if none is told. */
    record Divert(OptionalInt port) implements Step {}

    /** Something that is not modelled, and may do anything. */
    record Unmodelled(String what) implements Step {}
}
