package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.Rule;

/** For which packets the steps of a match, a target or a rule are the same: as their compilers use the kind of packets. What is not listed here may use all of it. */
public final class XtScope {

    private XtScope() {}

    static Rule.Scope of(XtRule rule) {
        Rule.Scope widest = rule.header().protocol().isPresent() ? Rule.Scope.PROTOCOL : Rule.Scope.FAMILY;
        for (XtMatch each : rule.matches()) {
            widest = narrower(widest, of(each));
        }
        return narrower(widest, of(rule.target()));
    }

    private static Rule.Scope narrower(Rule.Scope one, Rule.Scope other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    public static Rule.Scope of(XtMatch match) {
        boolean protocol = match instanceof XtMatch.Tcp
                || match instanceof XtMatch.Conntrack
                || match instanceof XtMatch.SetMember
                || match instanceof XtMatch.Length
                || match instanceof XtMatch.Carried;
        if (protocol) {
            return Rule.Scope.PROTOCOL;
        }
        boolean family = match instanceof XtMatch.Comment
                || match instanceof XtMatch.Udp
                || match instanceof XtMatch.Multiport
                || match instanceof XtMatch.State
                || match instanceof XtMatch.Mark
                || match instanceof XtMatch.ConnectionMark
                || match instanceof XtMatch.AddressRanges
                || match instanceof XtMatch.Absent
                || match instanceof XtMatch.Headers
                || match instanceof XtMatch.InterfaceGroup
                || match instanceof XtMatch.Unsupported;
        return family ? Rule.Scope.FAMILY : Rule.Scope.KIND;
    }

    public static Rule.Scope of(XtTarget target) {
        boolean family = target instanceof XtTarget.Plain
                || target instanceof XtTarget.Jump
                || target instanceof XtTarget.Mark
                || target instanceof XtTarget.ConnectionMark
                || target instanceof XtTarget.SaveMark
                || target instanceof XtTarget.RestoreMark
                || target instanceof XtTarget.ChangeSets
                || target instanceof XtTarget.Dnat
                || target instanceof XtTarget.Redirect;
        return family ? Rule.Scope.FAMILY : Rule.Scope.KIND;
    }
}
