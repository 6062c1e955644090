<!DOCTYPE html>
<html dir="{{direction}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<meta name="theme-color" content="#0c1015">
% if refresh:
<meta http-equiv="refresh" content="3; url={{refresh}}">
% end
<title>{{title}}</title>
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<img src="/icon.svg" alt="" width="44" height="44">
<div>
<p class="brand">Trackpass</p>
% if defined("lead"):
<p class="lead">{{lead}}</p>
% end
</div>
</header>
% if note:
<p class="note" role="status">{{note}}</p>
% end
<main>
{{!base}}
</main>
</body>
</html>
