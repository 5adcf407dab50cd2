namespace Vouch.Kernel.Rules;

/// <summary>How a function is verified that a call runs before it returns.</summary>
public enum CallbackModel
{
    /// <summary>Linux 6.18 and 7.3: as if called any number of times, none included.</summary>
    Loop,
    /// <summary>
    /// Older kernels, 6.1 among them: followed once. What it was entered with it may read and not give back; what it acquires it gives back itself.
    /// </summary>
    Once,
}
