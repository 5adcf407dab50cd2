namespace Vouch.Kernel.Rules;

/// <summary>A model as the command line offers it.</summary>
/// <typeparam name="T">What it is a model of.</typeparam>
/// <param name="Name">What it is chosen by.</param>
/// <param name="Model">The model.</param>
/// <param name="Origin">Whose rules these are, or what they come to, in a few words.</param>
public sealed record NamedModel<T>(string Name, T Model, string Origin)
    where T : struct
{
    /// <summary>The name, and what it stands for in brackets.</summary>
    public override string ToString() => $"{Name} ({Origin})";
}
