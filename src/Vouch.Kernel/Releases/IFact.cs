namespace Vouch.Kernel.Releases;

/// <summary>A row of a table.</summary>
internal interface IFact
{
    /// <summary>The releases that have it, among those that the table is known for.</summary>
    ReleaseSet In { get; }
}
