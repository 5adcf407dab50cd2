using System.Diagnostics;
using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Log;

/// <summary>Where a rejection goes: into the log, and into the result, which has its rule and its text even when the log is off.</summary>
internal sealed class RejectionSink(VerifierLog log, LogRules rules)
{
    public VerifierLog Log { get; } = log;

    /// <summary>The rejection as far as it is known; with its text, even when the log is off.</summary>
    public RejectionSoFar Current { get; set; }

    /// <summary>Its text.</summary>
    public string Text => Current.Text;

    /// <summary>The verifier was entered, so that the log has its closing lines.</summary>
    public bool WasVerified { get; private set; } = true;

    /// <summary>The first feature that was missing, or null.</summary>
    public string? UnsupportedFeature { get; private set; }

    /// <summary>Logs one line (the line end is added) and gives the error that rejects the program.</summary>
    public Check Reject(Rule rule, Subject subject, Errno code, string message) => Add(new Rejection(rule, subject), code, message + "\n");

    /// <summary>The same for a message that is put together.</summary>
    public Check Reject(Rule rule, Subject subject, Errno code, MessageText message) =>
        Add(new Rejection(rule, subject), code, message.In(Log.Words) + "\n");

    /// <summary>The same for what has no subject that could be named.</summary>
    public Check Reject(Rule rule, Errno code, string message) => Add(new Rejection(rule, default), code, message + "\n");

    /// <inheritdoc cref="Reject(Rule, Errno, string)"/>
    public Check Reject(Rule rule, Errno code, MessageText message) => Add(new Rejection(rule, default), code, message.In(Log.Words) + "\n");

    /// <summary>The same where the kernel says nothing.</summary>
    public Check Reject(Rule rule, Subject subject, Errno code) => Add(new Rejection(rule, subject), code, "");

    /// <inheritdoc cref="Reject(Rule, Subject, Errno)"/>
    public Check Reject(Rule rule, Errno code) => Add(new Rejection(rule, default), code, "");

    /// <summary>The same for the few messages that the kernel does not end with a line end.</summary>
    public Check RejectUnended(Rule rule, Subject subject, Errno code, MessageText message) =>
        Add(new Rejection(rule, subject), code, message.In(Log.Words));

    /// <inheritdoc cref="RejectUnended(Rule, Subject, Errno, MessageText)"/>
    public Check RejectUnended(Rule rule, Errno code, MessageText message) => Add(new Rejection(rule, default), code, message.In(Log.Words));

    /// <summary>Logs a further line about what is rejected already.</summary>
    public Check Elaborate(Errno code, MessageText message) => Add(Current.First, code, message.In(Log.Words) + "\n");

    /// <inheritdoc cref="Elaborate(Errno, MessageText)"/>
    public Check Elaborate(Errno code, string message) => Add(Current.First, code, message + "\n");

    /// <summary>What is rejected already keeps its rule and its words, and gets another error number.</summary>
    public Check StillRejected(Errno code)
    {
        Debug.Assert(Current.First.Rule != Rule.None || UnsupportedFeature is not null, "nothing was rejected before");
        return new Check(code);
    }

    /// <summary>A rejection does not stand: only a speculative path met it.</summary>
    public void Forget() => Current = default;

    /// <summary>The load command refuses before it opens a log: an error number is all that the kernel says.</summary>
    /// <param name="rule">The rule that the request breaks.</param>
    /// <param name="code">The error.</param>
    /// <param name="explanation">In our own words.</param>
    public Check RefuseRequest(Rule rule, Errno code, string explanation)
    {
        WasVerified = false;
        Current = new RejectionSoFar(new Rejection(rule, default), explanation);
        return new Check(code);
    }

    private Check Add(in Rejection rejection, Errno code, string text)
    {
        Debug.Assert(rejection.Rule != Rule.None, "a rejection names a rule");
        Current = Current.Followed(rejection, text);
        Log.Write(text);
        return new Check(code);
    }

    /// <summary>
    /// Logs the report that 7.3 puts behind some messages, before any lines that follow them: its heading and sections are the
    /// kernel's, the words are ours. Only where the log shows more than statistics.
    /// </summary>
    /// <param name="category">One of the kernel's: 'Resource Lifetime Safety', 'Call Type Safety' ...</param>
    /// <param name="problem">The problem in a few words, capitalised.</param>
    /// <param name="reason">What is wrong here, in one sentence.</param>
    public void Report(string category, string problem, string reason)
    {
        if (Log.TracesPath && rules.ExplainsRejections)
        {
            Log.Write($"\nVerification failed: {category}: {problem}\n\nReason:\n  {reason}\n\n");
        }
    }

    /// <summary>The verification ends without a verdict.</summary>
    public Check GiveUp(string why)
    {
        UnsupportedFeature ??= why;
        return new Check(Errno.NotModelled);
    }

    /// <summary>The program needs something that is not modelled: neither accepted nor rejected.</summary>
    public Check NotSupported(string feature)
    {
        UnsupportedFeature ??= feature;
        Log.Write($"not supported yet: {feature}\n");
        return new Check(Errno.NotModelled);
    }
}
