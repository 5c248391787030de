using Portal.Sandbox;

await SandboxServer.RunAsync(args);
