using System.IO;

namespace Vouch.Cli.Running;

/// <summary>How users name one program: <c>OBJECT:PROGRAM</c>.</summary>
internal static class ProgramPlace
{
    /// <summary>The object's file and the program; no program when only a file is named.</summary>
    public static (string File, string? Program) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon < 0 || File.Exists(text) ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
