using Vouch.Kernel.Rules;

namespace Vouch.Verifier.Log;

/// <summary>Where a rejection goes: into the log, and into the message of the result, which is kept even when the log is off.</summary>
internal sealed class RejectionSink(VerifierLog log, LogRules rules)
{
    public VerifierLog Log { get; } = log;

    /// <summary>The text of a rejection as logged so far, kept even when the log is off.</summary>
    public string Text { get; set; } = "";

    /// <summary>The verifier was entered, so that the log has its closing lines.</summary>
    public bool WasVerified { get; private set; } = true;

    /// <summary>The first feature that was missing, or null.</summary>
    public string? UnsupportedFeature { get; private set; }

    /// <summary>Logs one line (the line end is added) and gives the error that rejects the program.</summary>
    public Check Reject(Errno code, string message)
    {
        string line = message + "\n";
        Text += line;
        Log.Write(line);
        return new Check(code);
    }

    /// <summary>The same for a message that is put together.</summary>
    public Check Reject(Errno code, MessageText message) => Reject(code, message.In(Log.Words));

    /// <summary>The same for the few messages that the kernel does not end with a line end.</summary>
    public Check RejectUnended(Errno code, string message)
    {
        Text += message;
        Log.Write(message);
        return new Check(code);
    }

    /// <inheritdoc cref="RejectUnended(Errno, string)"/>
    public Check RejectUnended(Errno code, MessageText message) => RejectUnended(code, message.In(Log.Words));

    /// <summary>A rejection does not stand: only a speculative path met it.</summary>
    public void Forget() => Text = "";

    /// <summary>The load command refuses before it opens a log: an error number is all that the kernel says.</summary>
    /// <param name="code">The error.</param>
    /// <param name="explanation">In our own words.</param>
    public Check RefuseRequest(Errno code, string explanation)
    {
        WasVerified = false;
        Text = explanation;
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

    /// <summary>The program needs something that is not modelled: neither accepted nor rejected.</summary>
    public Check NotSupported(string feature)
    {
        UnsupportedFeature ??= feature;
        Log.Write($"not supported yet: {feature}\n");
        return new Check(Errno.NotModelled);
    }
}
